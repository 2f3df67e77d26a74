"use client";

import { type ComponentProps, cloneElement, type ReactElement, Suspense, useState } from "react";
import { later } from "./later";

// Menus are a good part of all scripts, and nobody needs them before the first one is opened.
const content = () => import("./menu-content");
const MenuContent = later(() => content().then((module) => module.MenuContent));
export const MenuItem = later(() => content().then((module) => module.MenuItem));
export const MenuLink = later(() => content().then((module) => module.MenuLink));
export const MenuSeparator = later(() => content().then((module) => module.MenuSeparator));
export const MenuLabel = later(() => content().then((module) => module.MenuLabel));

type Props = Omit<ComponentProps<typeof MenuContent>, "trigger"> & {
	/** A button. */
	trigger: ReactElement;
};

export function Menu({ trigger, ...props }: Props) {
	const [opened, setOpened] = useState(false);
	const fetchSoon = () => void content().catch(() => {});
	const closed = cloneElement(trigger as ReactElement<Record<string, unknown>>, {
		"aria-haspopup": "menu",
		"aria-expanded": false,
		onPointerEnter: fetchSoon,
		onFocus: fetchSoon,
		onClick: () => {
			setOpened(true);
			props.onOpenChange?.(true);
		},
		onKeyDown: (event: KeyboardEvent) => {
			if (event.key !== "ArrowDown") return;
			event.preventDefault();
			setOpened(true);
		},
	});
	if (!opened) return closed;
	return (
		<Suspense fallback={closed}>
			<MenuContent trigger={trigger} {...props} />
		</Suspense>
	);
}
