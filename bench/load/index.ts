import { askers } from "./askers";
import { bare } from "./bare";
import { commits } from "./commits";
import { crowd } from "./crowd";
import { dawdlers } from "./dawdlers";
import { idlers } from "./idlers";
import { speakers } from "./speakers";

/** What a process of the load generator can be. */
export const PARTS = { askers, bare, commits, crowd, dawdlers, idlers, speakers };
