import { bare } from "./baseline";
import { commits } from "./commits";
import { askers } from "./http-clients";
import { idlers } from "./idle-clients";
import { crowd } from "./receivers";
import { speakers } from "./senders";
import { dawdlers } from "./slow-clients";

/** What a process of the load generator can be. */
export const PARTS = { askers, bare, commits, crowd, dawdlers, idlers, speakers };
