export { SearchQuery, search } from "./find";
export { startIndexing } from "./indexer";
