// What `npm run dev` runs under tsx.
import { enter } from "./run-bundle.mjs";

await enter("server.ts");
