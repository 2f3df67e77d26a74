export { type Sent, send } from "./append";
export { Edit, edit, emojiFrom, react, remove } from "./change";
export { Draft } from "./draft";
export { type CatchUp, one, PageQuery, type Place, page, standing } from "./page";
export { PeopleQuery, reactors, VotersQuery, voters } from "./people";
export { pin, pins } from "./pins";
export { endPoll, Votes, vote } from "./polls";
export { pageText } from "./tail";
export { versions } from "./versions";
