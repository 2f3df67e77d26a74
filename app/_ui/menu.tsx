"use client";

import { type ComponentProps, cloneElement, type ReactElement, type ReactNode, useEffect, useState } from "react";
import { registerPreload } from "./lazy";

// Menus are a large part of all scripts, and are not needed before the first one opens.
type Parts = typeof import("./menu-content");
let parts: Parts | null = null;
const fetchMenu = async () => {
	parts ??= await import("./menu-content");
};
registerPreload(fetchMenu);

export const MenuItem = (props: ComponentProps<Parts["MenuItem"]>) => parts && <parts.MenuItem {...props} />;
export const MenuLink = (props: ComponentProps<Parts["MenuLink"]>) => parts && <parts.MenuLink {...props} />;
export const MenuLabel = (props: ComponentProps<Parts["MenuLabel"]>) => parts && <parts.MenuLabel {...props} />;
export const MenuChoice = <Value extends string>(
	props: ComponentProps<typeof import("./menu-content").MenuChoice<Value>>,
) => parts && <parts.MenuChoice {...props} />;
export const MenuSeparator = () => parts && <parts.MenuSeparator />;

type Props = Omit<ComponentProps<Parts["MenuContent"]>, "trigger"> & {
	/** A button. */
	trigger: ReactElement;
};

export function Menu({ trigger, ...props }: Props) {
	const [opened, setOpened] = useState(false);
	if (opened && parts) return <parts.MenuContent trigger={trigger} {...props} />;

	const fetchSoon = () => void fetchMenu().catch(() => {});
	const open = async () => {
		props.onOpenChange?.(true);
		await fetchMenu().catch(() => props.onOpenChange?.(false));
		setOpened(true);
	};
	return cloneElement(trigger as ReactElement<Record<string, unknown>>, {
		"aria-haspopup": "menu",
		"aria-expanded": false,
		onPointerEnter: fetchSoon,
		onFocus: fetchSoon,
		onClick: open,
		onKeyDown: (event: KeyboardEvent) => {
			if (event.key !== "ArrowDown") return;
			event.preventDefault();
			void open();
		},
	});
}

type MenuAtProps = { x: number; y: number; onClose: () => void; children: ReactNode };

/** A context menu at the pointer. */
export function MenuAt({ x, y, onClose, children }: MenuAtProps) {
	const [isHere, setHere] = useState(parts !== null);
	useEffect(() => {
		if (!isHere) fetchMenu().then(() => setHere(true), onClose);
	}, [isHere, onClose]);
	if (!isHere || !parts) return null;
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
