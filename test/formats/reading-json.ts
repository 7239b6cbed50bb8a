import { sha256Of } from '#schema';
import { Failure } from '../../ingest/failure.ts';
import type { Document, Format } from '../../ingest/format.ts';
import type { Reading } from '../../ingest/reading.ts';

/** What became of a document: its reading with inner documents by digest and length, or its failure. */
export type Outcome = ReturnType<typeof failureJson> | ReturnType<typeof readingJson>;

/** Reads a document, and gives what a golden file compares. Anything thrown that is no `Failure` passes through. */
export function outcomeOf(format: Format, document: Document): Outcome {
  try {
    return readingJson(format.read(document));
  } catch (error) {
    if (error instanceof Failure) return failureJson(error);
    throw error;
  }
}

function readingJson(reading: Reading) {
  return {
    version: reading.version,
    claims: reading.claims,
    inventory: reading.inventory ?? null,
    inner: reading.inner.map(({ bytes, at }) => ({
      at,
      digest: sha256Of(bytes),
      length: bytes.length,
    })),
    remarks: reading.remarks,
  };
}

function failureJson({ code, message, at }: Failure) {
  return { failure: { code, message, at } };
}
