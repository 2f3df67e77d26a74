"use client";

import { type ComponentProps, cloneElement, type ReactElement, type ReactNode, useEffect, useState } from "react";
import { lazyModule } from "./lazy";

// Menus are a large part of all scripts, and nobody needs them before the first one opens.
const content = lazyModule(() => import("./menu-content"));
type Parts = typeof import("./menu-content");

export const MenuItem = (props: ComponentProps<Parts["MenuItem"]>) =>
	content.current && <content.current.MenuItem {...props} />;
export const MenuLink = (props: ComponentProps<Parts["MenuLink"]>) =>
	content.current && <content.current.MenuLink {...props} />;
export const MenuLabel = (props: ComponentProps<Parts["MenuLabel"]>) =>
	content.current && <content.current.MenuLabel {...props} />;
export const MenuChoice = <Value extends string>(
	props: ComponentProps<typeof import("./menu-content").MenuChoice<Value>>,
) => content.current && <content.current.MenuChoice {...props} />;
export const MenuSeparator = () => content.current && <content.current.MenuSeparator />;

type Props = Omit<ComponentProps<Parts["MenuContent"]>, "trigger"> & {
	/** A button. */
	trigger: ReactElement;
	/** Items with a script of their own: the menu opens with them, so that the next key finds them. */
	items?: { load: () => Promise<unknown> };
};

export function Menu({ trigger, items, ...props }: Props) {
	const [opened, setOpened] = useState(false);
	const parts = content.current;
	if (opened && parts) return <parts.MenuContent trigger={trigger} {...props} />;

	// Without its items the menu opens, too, and they go on trying.
	const load = () => Promise.all([content.load(), items?.load().catch(() => {})]);
	const loadSoon = () => void load().catch(() => {});
	const open = async () => {
		props.onOpenChange?.(true);
		await load().catch(() => props.onOpenChange?.(false));
		setOpened(true);
	};
	return cloneElement(trigger as ReactElement<Record<string, unknown>>, {
		"aria-haspopup": "menu",
		"aria-expanded": false,
		onPointerEnter: loadSoon,
		onFocus: loadSoon,
		onClick: open,
		onKeyDown: (event: KeyboardEvent) => {
			if (event.key !== "ArrowDown") return;
			event.preventDefault();
			void open();
		},
	});
}

type MenuAtProps = { x: number; y: number; onClose: () => void; children: ReactNode };

/** A menu where the pointer is, for its second button. */
export function MenuAt({ x, y, onClose, children }: MenuAtProps) {
	const [isLoaded, setLoaded] = useState(content.current !== null);
	useEffect(() => {
		if (!isLoaded) content.load().then(() => setLoaded(true), onClose);
	}, [isLoaded, onClose]);
	const parts = content.current;
	if (!isLoaded || !parts) return null;
	return (
		<parts.MenuContent
			align="start"
			trigger={<span aria-hidden="true" className="fixed size-0" style={{ left: x, top: y }} />}
			onOpenChange={(open) => !open && onClose()}
		>
			{children}
		</parts.MenuContent>
	);
}
