export { type SendResult, send } from "./append";
export { Edit, edit, emojiFrom, react, remove } from "./change";
export { listVersions } from "./edit-history";
export { type CatchUp, catchUp, getMessage, PageQuery, type Place, page } from "./history";
export { MessageInput } from "./message-input";
export { pin, pins } from "./pins";
export { endPoll, Votes, vote } from "./polls";
export { PeopleQuery, reactors, VotersQuery, voters } from "./reactors";
export { pageText } from "./recent-cache";
