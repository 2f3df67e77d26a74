import { createHash, randomBytes } from "node:crypto";

/** A secret for one user and one use: 32 random bytes as text. */
export const newToken = (): string => randomBytes(32).toString("base64url");

/** The database keeps only the hash of a secret, so that reading it is not enough to use the secret. */
export const hashOf = (secret: string): Buffer => createHash("sha256").update(secret).digest();
