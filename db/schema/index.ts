export * from "./attachments";
export * from "./instance";
export * from "./messages";
export * from "./servers";
export * from "./users";
