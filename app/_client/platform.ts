"use client";

import { useSyncExternalStore } from "react";

const never = () => () => {};

export const isMac = () => /Mac|iPhone|iPad/.test(navigator.platform);

/** Whether keys are named as on a Mac. The server cannot know. */
export const useMac = () => useSyncExternalStore(never, isMac, () => false);
