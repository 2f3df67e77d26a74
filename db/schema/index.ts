export * from "./attachments";
export * from "./instance";
export * from "./messages";
export * from "./pictures";
export * from "./roles";
export * from "./search";
export * from "./servers";
export * from "./users";
