export { type Sent, send } from "./append";
export { Edit, edit, emojiFrom, react, remove } from "./change";
export { Draft } from "./draft";
export { type CatchUp, one, PageQuery, type Place, page, standing } from "./page";
export { pageText } from "./tail";
