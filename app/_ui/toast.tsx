"use client";

import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { lazy } from "./lazy";
import type { ShownToast, ToastMessage } from "./toast-stack";

const ToastStack = lazy(() => import("./toast-stack").then((module) => module.ToastStack));

const most = 3;

const Show = createContext<(toast: ToastMessage) => void>(() => {});

/** `toast({ text, action })`: at most three, three seconds each, six with an action, 20 if it is long; errors stay until dismissed. */
export const useToast = () => useContext(Show);

export function ToastProvider({ children }: { children: ReactNode }) {
	const t = useTranslations("common");
	const [toasts, setToasts] = useState<ShownToast[]>([]);
	const nextId = useRef(0);
	const show = useCallback((toast: ToastMessage) => {
		const id = nextId.current++;
		setToasts((shown) => [...shown, { ...toast, id }].slice(-most));
	}, []);
	const dismiss = useCallback((id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)), []);
	return (
		<Show value={show}>
			{children}
			<section aria-label={t("notifications")} className="contents">
				{/* The live region outlives its toasts, so that screen readers observe it already. */}
				<div role="status" className="contents">
					{toasts.length > 0 && <ToastStack toasts={toasts} onDismiss={dismiss} />}
				</div>
			</section>
		</Show>
	);
}
