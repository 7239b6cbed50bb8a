import { hubReference } from '#schema';
import { addressReference } from './model-origin.ts';
import { isNodeId } from './node-id.ts';

const SEGMENT = '[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?';
const NAME = new RegExp(`^${SEGMENT}(?:/${SEGMENT})?$`);
const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\//i;
const HUB_DATASET =
  /^(?:hf:\/\/datasets\/|https?:\/\/(?:www\.)?(?:huggingface\.co|hf\.co)\/datasets\/)(?<name>[^?#@]+?)\/?$/i;

/** Whether a text can be the name of a repository on the Hugging Face hub: `org/name`, and of old ones `name` alone. */
export function isHubName(text: unknown): text is string {
  return typeof text === 'string' && NAME.test(text) && !/--|\.\./.test(text);
}

/**
 * The reference that a card or a config of an adapter means by the name of a model: a repository on the hub, at a revision
 * (null: its default branch), or an address.
 *
 * @returns undefined for a path of the machine where the model was made, and for free text.
 */
export function namedModel(name: string, revision: string | null): string | undefined {
  const text = name.trim();
  if (ADDRESS.test(text)) return addressReference(text);
  if (!isHubName(text)) return undefined;
  return hubReference(text, isNodeId(revision) ? revision : null).id;
}

/**
 * The id of the data set that a card names, without a revision: no package URL is made for data sets, so one on the hub goes
 * by its address there (model-estate.md §4.3), and any other by what is written.
 *
 * @returns undefined for what cannot be an id.
 */
export function namedDataset(name: string): string | undefined {
  const text = name.trim();
  const written = HUB_DATASET.exec(text)?.groups?.['name'] ?? text;
  if (isHubName(written)) return `https://huggingface.co/datasets/${written}`;
  return isNodeId(text) ? text : undefined;
}
