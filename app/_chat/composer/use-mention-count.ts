"use client";

import { isCrowd, mentionsOf } from "@/lib/markdown";
import { useMentionContext } from "../conversation/mention-context";

/** Mentioning more users than this needs a confirmation. */
export const confirmAbove = 50;

/** The approximate number of users that a text mentions with everyone or here; 0 without these. */
export function useMentionCount(): (content: string) => number {
	const { mayCall, crowd } = useMentionContext();
	return (content) => (content.includes("@") && mayCall && mentionsOf(content).some(isCrowd) ? crowd - 1 : 0);
}
