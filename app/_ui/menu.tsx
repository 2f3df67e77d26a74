"use client";

import { type ComponentProps, cloneElement, lazy, type ReactElement, Suspense, useState } from "react";

// Menus are a good part of all scripts, and nobody needs them before the first one is opened.
const content = () => import("./menu-content");
const MenuContent = lazy(() => content().then((module) => ({ default: module.MenuContent })));
export const MenuItem = lazy(() => content().then((module) => ({ default: module.MenuItem })));
export const MenuLink = lazy(() => content().then((module) => ({ default: module.MenuLink })));
export const MenuSeparator = lazy(() => content().then((module) => ({ default: module.MenuSeparator })));
export const MenuLabel = lazy(() => content().then((module) => ({ default: module.MenuLabel })));

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
