export { type Sent, send } from "./append";
export { Edit, edit, emojiFrom, react, remove } from "./change";
export { versions } from "./edit-history";
export { type CatchUp, one, PageQuery, type Place, page, standing } from "./history";
export { Draft } from "./message-input";
export { pin, pins } from "./pins";
export { endPoll, Votes, vote } from "./polls";
export { PeopleQuery, reactors, VotersQuery, voters } from "./reactors";
export { pageText } from "./recent-cache";
