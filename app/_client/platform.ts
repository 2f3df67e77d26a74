"use client";

import { useBrowserValue } from "./create-store";

export const isMac = () => /Mac|iPhone|iPad/.test(navigator.platform);

/** Whether keys have their Mac names. The server cannot know. */
export const useMac = () => useBrowserValue(isMac, false);
