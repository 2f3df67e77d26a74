export { AttachmentChange, cancel, change } from "./change";
export { content, thumbnail } from "./content";
export { openAttachment, openOwn } from "./open";
export { bounds, upload } from "./upload";
