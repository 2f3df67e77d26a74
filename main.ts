// The entry of `npm start`. PostgreSQL starts while the rest of the app is still being loaded.
import { openDatabase } from "@/lib/process/open-database";

// server.ts awaits the same promise, and handles its failure.
openDatabase((sentence) => process.stdout.write(`${sentence}\n`)).catch(() => {});
await import("./server");
