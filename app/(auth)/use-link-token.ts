"use client";

import { useSyncExternalStore } from "react";

const subscribe = () => () => {};
const read = () => new URLSearchParams(location.search).get("token") ?? "";

/**
 * The token of the link that led here. Only the browser reads it, so no cached page and no log of the instance has it.
 */
export const useLinkToken = (): string => useSyncExternalStore(subscribe, read, () => "");
