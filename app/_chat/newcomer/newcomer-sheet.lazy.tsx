"use client";

import { useNewcomer } from "@/app/_client/servers/newcomer";
import { lazy } from "@/app/_ui/lazy";
import type { NewcomerSheetProps } from "./newcomer-sheet";

const Sheet = lazy(() => import("./newcomer-sheet").then((module) => module.NewcomerSheet));

/** Loaded only for those who need it: most members accepted the rules and were shown around long ago. */
export function NewcomerSheet(props: NewcomerSheetProps) {
	const [isNewcomer] = useNewcomer(props.server.id);
	return isNewcomer || props.server.rulesAccepted === false ? <Sheet {...props} /> : null;
}
