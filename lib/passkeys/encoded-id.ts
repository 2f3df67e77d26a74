import { sql } from "drizzle-orm";
import { passkeys } from "@/db/schema";

/** In SQL: the id of a passkey, as browsers and the API write it. */
export const encodedId = sql<string>`translate(encode(${passkeys.id}, 'base64'), E'+/=\n', '-_')`;
