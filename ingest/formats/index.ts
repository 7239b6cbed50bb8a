import type { Format } from '../format.ts';
import { adapterConfig } from './adapter-config.ts';
import { cosignSignature } from './cosign-signature.ts';
import { cyclonedxJson } from './cyclonedx/cyclonedx.ts';
import { dsse } from './dsse.ts';
import { gzip } from './gzip.ts';
import { hubSnapshot } from './hub-snapshot.ts';
import { inToto } from './in-toto.ts';
import { jsonLines } from './json-lines.ts';
import { kubernetes } from './kubernetes/index.ts';
import { modelCard } from './model-card.ts';
import { dockerModelConfig } from './model-config/docker-model-config.ts';
import { kitfile } from './model-config/kitfile.ts';
import { modelpackConfig } from './model-config/modelpack-config.ts';
import { ollamaConfig } from './model-config/ollama-config.ts';
import { ociConfig } from './oci-config.ts';
import { ociIndex } from './oci-index.ts';
import { ociManifest } from './oci-manifest/oci-manifest.ts';
import { sbomUnread } from './sbom-unread.ts';
import { sighting } from './sighting.ts';
import { sigstoreBundle } from './sigstore-bundle/sigstore-bundle.ts';
import { spdxJson } from './spdx/spdx.ts';
import { zstd } from './zstd.ts';

/** Every kind of document that is read. Order says nothing: of a document at most one says yes. */
export const FORMATS: readonly Format[] = [
  // Documents that hold others
  gzip,
  zstd,
  jsonLines,
  dsse,
  sigstoreBundle,
  inToto,
  cosignSignature,
  // Bills of materials
  cyclonedxJson,
  spdxJson,
  sbomUnread,
  // Documents of a registry
  ociManifest,
  ociIndex,
  ociConfig,
  modelpackConfig,
  dockerModelConfig,
  ollamaConfig,
  kitfile,
  sighting,
  // Documents of a hub
  hubSnapshot,
  modelCard,
  adapterConfig,
  // Documents of a cluster
  kubernetes,
];
