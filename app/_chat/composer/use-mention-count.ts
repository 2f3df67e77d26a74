"use client";

import { isCrowd, mentionsOf } from "@/lib/markdown";
import { useMentionContext } from "../conversation/mention-context";

/** More than these are not called without being asked. */
export const confirmAbove = 50;

/** About how many people a text calls at once; 0 where it calls nobody but by name. */
export function useMentionCount(): (content: string) => number {
	const { mayCall, crowd } = useMentionContext();
	return (content) => (content.includes("@") && mayCall(null) && mentionsOf(content).some(isCrowd) ? crowd - 1 : 0);
}
