import type { ChosenStatus } from "@/lib/realtime/protocol";

/** The presence that others see. */
export const shownPresence = (chosen: ChosenStatus) => (chosen === "invisible" ? "offline" : chosen);
