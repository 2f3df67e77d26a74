"use client";

import { PanelLeft } from "lucide-react";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { useShownPathname } from "@/app/_client/navigation/navigation";
import { useTranslations } from "@/app/_i18n/use-translations";
import { lazy } from "@/app/_ui/lazy";

const MobileDrawerPanel = lazy(() => import("./mobile-drawer-panel").then((module) => module.MobileDrawerPanel));

const Drawer = createContext<{ open: boolean; setOpen: (open: boolean) => void }>({ open: false, setOpen: () => {} });

export function DrawerProvider({ children }: { children: ReactNode }) {
	const pathname = useShownPathname();
	const [openAt, setOpenAt] = useState<string | null>(null);
	// Any navigation closes it, together with the page under it.
	if (openAt !== null && openAt !== pathname) setOpenAt(null);
	const open = openAt === pathname;
	const setOpen = useCallback((isOpen: boolean) => setOpenAt(isOpen ? pathname : null), [pathname]);
	useEdgeSwipe(setOpen);
	return <Drawer value={useMemo(() => ({ open, setOpen }), [open, setOpen])}>{children}</Drawer>;
}

/** Opens rail and sidebar in narrow windows. A page's header starts with it. */
export function DrawerButton() {
	const t = useTranslations("common");
	const { open, setOpen } = useContext(Drawer);
	return (
		<button
			type="button"
			aria-label={t("openNavigation")}
			aria-haspopup="dialog"
			aria-expanded={open}
			onClick={() => setOpen(true)}
			className="grid size-11 shrink-0 place-items-center rounded-md text-text-muted hover:bg-surface-hover hover:text-text md:hidden"
		>
			<PanelLeft size="1.25rem" strokeWidth={1.75} aria-hidden="true" />
		</button>
	);
}

/** For controls and pages that close it without a navigation. */
export const useDrawer = () => useContext(Drawer);

/** The bar on a phone above a page without a header of its own. */
export function MobileHeader({ children }: { children: ReactNode }) {
	return (
		<div className="flex h-14 shrink-0 items-center gap-0.5 border-b px-1 md:hidden">
			<DrawerButton />
			<p dir="auto" className="truncate text-base font-bold">
				{children}
			</p>
		</div>
	);
}

export function MobileDrawer({ children }: { children: ReactNode }) {
	const { open, setOpen } = useContext(Drawer);
	return open ? <MobileDrawerPanel onOpenChange={setOpen}>{children}</MobileDrawerPanel> : null;
}

/** Swiping in from the left edge opens the drawer. */
function useEdgeSwipe(setOpen: (open: boolean) => void) {
	useEffect(() => {
		let start: { x: number; y: number } | null = null;
		const onStart = ({ touches }: TouchEvent) => {
			const touch = touches[0];
			start = touches.length === 1 && touch && touch.clientX < 24 ? { x: touch.clientX, y: touch.clientY } : null;
		};
		const onEnd = ({ changedTouches }: TouchEvent) => {
			const touch = changedTouches[0];
			if (!start || !touch || !matchMedia("(width < 48rem)").matches) return;
			const [across, along] = [touch.clientX - start.x, Math.abs(touch.clientY - start.y)];
			if (across > 56 && along < across / 2) setOpen(true);
		};
		addEventListener("touchstart", onStart, { passive: true });
		addEventListener("touchend", onEnd, { passive: true });
		return () => {
			removeEventListener("touchstart", onStart);
			removeEventListener("touchend", onEnd);
		};
	}, [setOpen]);
}
