import type { Challenge } from "@/lib/realtime/protocol";
import { findNumber } from "./find-number";

self.addEventListener("message", ({ data }: MessageEvent<Challenge>) => self.postMessage(findNumber(data)));
