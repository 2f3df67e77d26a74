"use client";

import { useBrowserValue } from "./create-store";

export const isMac = () => /Mac|iPhone|iPad/.test(navigator.platform);

/** Whether keys are named as on a Mac. The server cannot know. */
export const useMac = () => useBrowserValue(isMac, false);
