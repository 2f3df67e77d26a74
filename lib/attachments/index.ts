export { openAttachment, openOwn } from "./access";
export { content, thumbnail } from "./serve";
export { AttachmentChange, cancel, change } from "./update";
export { bounds, upload } from "./upload";
