import type { JsonObject } from '../../json/index.ts';
import { arrayOf, isObject, member, textOf } from '../../json/index.ts';
import type { ComponentScope } from '../../reading.ts';
import type { Remarks } from '../../remarks.ts';
import type { Element, SourcePackage, WrittenPurl } from '../sbom/element.ts';
import { hashesIn } from '../sbom/subject.ts';

const HASH = { algorithm: 'alg', value: 'content' };

/** The element that a CycloneDX component is. A bom-ref that is only white space is none. */
export function elementOf(component: JsonObject, place: string, remarks: Remarks): Element {
  return {
    place,
    id: textOf(component['bom-ref']),
    name: visible(component['name']),
    group: visible(component['group']),
    version: textOf(component['version']),
    purls: purlsOf(component, place),
    digests: hashesIn(component['hashes'], HASH, `${place}/hashes`, remarks),
  };
}

function visible(value: unknown): string | null {
  const text = textOf(value);
  return text === null || text.trim() === '' ? null : text;
}

const NO_PURLS: readonly WrittenPurl[] = [];

/** Its own purl, and those of `evidence.identity` (an object in 1.5, an array since 1.6): the same thing under other names. */
function purlsOf(component: JsonObject, place: string): readonly WrittenPurl[] {
  const written = component['purl'];
  // What is no text is no purl: it reads as one that is invalid, so that it is remarked.
  const own = typeof written === 'string' ? textOf(written) : written === undefined || written === null ? null : '';
  const evidence = component['evidence'];
  const aliases = evidence === undefined ? NO_PURLS : aliasesIn(evidence, place);
  if (own === null) return aliases;
  const purls = [{ text: own, at: `${place}/purl` }];
  for (const alias of aliases) if (alias.text !== own) purls.push(alias);
  return purls;
}

function aliasesIn(evidence: unknown, place: string): readonly WrittenPurl[] {
  const identity = member(evidence, 'identity');
  if (identity === undefined) return NO_PURLS;
  const purls: WrittenPurl[] = [];
  const isArray = Array.isArray(identity);
  for (const [index, entry] of (isArray ? arrayOf(identity) : [identity]).entries()) {
    const text = textOf(member(entry, 'concludedValue'));
    // Some tools write the path of a manifest here: only what claims to be a purl is one.
    if (member(entry, 'field') !== 'purl' || text?.startsWith('pkg:') !== true) continue;
    const step = isArray ? `/${index}` : '';
    purls.push({ text, at: `${place}/evidence/identity${step}/concludedValue` });
  }
  return purls;
}

/** What the properties of a component say that CycloneDX has no field for. */
export interface Said {
  readonly scope: ComponentScope;
  readonly source: SourcePackage | null;
}

/** Scope and source package. A scope that is not one of CycloneDX's is remarked and reads as required. */
export function saidOf(component: JsonObject, place: string, remarks: Remarks): Said {
  let scope: ComponentScope = 'required';
  const written = component['scope'];
  if (written !== undefined && written !== 'required') {
    if (written === 'optional' || written === 'excluded') scope = written;
    else remarks.add('ELEMENT_UNUSABLE', `${place}/scope`, 'The scope is none of required, optional and excluded.');
  }
  let name: string | null = null;
  let version: string | null = null;
  let release: string | null = null;
  const properties = component['properties'];
  if (!Array.isArray(properties)) return { scope, source: null };
  for (const property of properties as unknown[]) {
    if (!isObject(property)) continue;
    switch (property['name']) {
      case 'cdx:npm:package:development':
        if (property['value'] === 'true' || property['value'] === true) scope = 'development';
        break;
      case 'aquasecurity:trivy:SrcName':
      case 'syft:metadata:source':
      case 'syft:metadata:originPackage':
        name = visible(property['value'])?.trim() ?? name;
        break;
      case 'syft:metadata:sourceRpm':
        name = sourceRpm(property['value']) ?? name;
        break;
      case 'aquasecurity:trivy:SrcVersion':
      case 'syft:metadata:sourceVersion':
        version = visible(property['value'])?.trim() ?? version;
        break;
      case 'aquasecurity:trivy:SrcRelease':
        release = visible(property['value'])?.trim() ?? release;
        break;
    }
  }
  const whole = version === null || release === null ? version : `${version}-${release}`;
  return { scope, source: name === null ? null : { name, version: whole } };
}

/** `bash-5.1.8-6.el9.src.rpm` is made from bash. */
function sourceRpm(value: unknown): string | null {
  return /^(.+)-[^-]+-[^-]+\.src\.rpm$/.exec(textOf(value) ?? '')?.[1] ?? null;
}

/** The values of a property that may be given several times, with their JSON Pointers. */
export function propertyValues(component: JsonObject, name: string, place: string): readonly WrittenPurl[] {
  return arrayOf(component['properties']).flatMap((property, index) => {
    const text = member(property, 'name') === name ? textOf(member(property, 'value')) : null;
    return text === null ? [] : [{ text, at: `${place}/properties/${index}/value` }];
  });
}
