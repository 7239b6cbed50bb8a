/** Claims `e` of documents in force, said by `said`. */
export const LIVE =
  'JOIN document_state live ON live.document = e.document AND live.rt IS NULL JOIN document said ON said.id = e.document';
