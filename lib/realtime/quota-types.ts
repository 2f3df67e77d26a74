/** Whose storage a quota limits. */
export type StorageQuota = "user" | "server" | "instance";
/** The things whose number a quota limits: of servers a user's, of others a server's. */
export type CountQuota = "servers" | "channels" | "roles" | "emoji";
/** The bytes of files, and their limit; null is none. */
export type StorageUse = { used: number; limit: number | null };
/** The quota that refuses a call, and its limit; of storage also the bytes that are `used` of it. */
export type ReachedQuota = { quota?: StorageQuota | CountQuota; limit?: number; used?: number };
