// What `npm run dev` runs under tsx.
import { enter } from "./enter.mjs";

await enter("server.ts");
