"use client";

import { useParams } from "next/navigation";

/** The channel of the open page, or null elsewhere. */
export const useCurrentChannelId = () => Number(useParams<{ channelId?: string }>().channelId) || null;
