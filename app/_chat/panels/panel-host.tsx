"use client";

import type { ComponentType } from "react";
import { lazy, lazyOnceUsable } from "@/app/_ui/lazy";
import type { PanelProps } from "./panel-props";
import type { PanelKind } from "./panel-url";

const MemberList = lazyOnceUsable(() => import("../users/member-list").then((module) => module.MemberList));
const PinsPanel = lazy(() => import("./pins-panel").then((module) => module.PinsPanel));
const SearchPanel = lazy(() => import("../search/search-panel").then((module) => module.SearchPanel));
const ThreadListPanel = lazy(() => import("../threads/thread-list-panel").then((module) => module.ThreadListPanel));
const ThreadPanel = lazy(() => import("../threads/thread-panel").then((module) => module.ThreadPanel));

/** The available panels. Each is loaded when it is first opened. */
const panels: Partial<Record<PanelKind, ComponentType<PanelProps & { fallback?: React.ReactNode }>>> = {
	members: MemberList,
	thread: ThreadPanel,
	threads: ThreadListPanel,
	search: SearchPanel,
	pins: PinsPanel,
};

const widths: Partial<Record<PanelKind, string>> = { members: "w-66", thread: "w-98", pins: "w-98", search: "w-105" };

export function Panel(props: PanelProps) {
	const { kind } = props.place;
	const Shown = panels[kind];
	// Its space is reserved while it loads.
	const fallback = <div className={`${widths[kind] ?? "w-98"} border-s max-lg:hidden`} />;
	return Shown ? <Shown key={kind} {...props} fallback={fallback} /> : null;
}
