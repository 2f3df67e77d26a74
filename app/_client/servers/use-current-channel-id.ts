"use client";

import { usePathname } from "next/navigation";
import { channelAt } from "../paths";

/** The channel of the open page, or null elsewhere. */
export const useCurrentChannelId = () => channelAt(usePathname())?.channelId ?? null;
