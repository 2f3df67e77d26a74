export { loadAttachment, loadOwn } from "./access";
export { content, thumbnail } from "./serve";
export { AttachmentChange, cancel, update } from "./update";
export { limits, upload } from "./upload";
