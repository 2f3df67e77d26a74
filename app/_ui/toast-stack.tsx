import { CircleAlert, CircleCheck, X } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslations } from "@/app/_i18n/use-translations";
import { classNames } from "./class-names";
import { IconButton } from "./icon-button";
import { giveFocusBack } from "./kept-focus";
import { useToastPosition } from "./use-toast-position";

export type ToastMessage = {
	text: ReactNode;
	tone?: "plain" | "error";
	action?: { label: string; run: () => void } | undefined;
	/** Stays longer, because its action takes back much. */
	isLong?: boolean;
};
export type ShownToast = ToastMessage & { id: number };

const stayMs = 6000;
const longStayMs = 20_000;
/** For toasts without an action. */
const plainStayMs = 3000;

type Props = { toasts: readonly ShownToast[]; onDismiss: (id: number) => void };

/** The toasts that are shown, where they cover nothing that the user needs. */
export function ToastStack({ toasts, onDismiss }: Props) {
	const box = useRef<HTMLDivElement>(null);
	const before = useRef<EventTarget | null>(null);
	const place = useToastPosition(box);
	/** A toast that goes with the focus gives it back to the control that had it before. */
	const dismiss = (id: number) => {
		const { activeElement } = document;
		if (activeElement instanceof HTMLElement && box.current?.contains(activeElement)) {
			activeElement.blur();
			if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus();
			else giveFocusBack();
		}
		onDismiss(id);
	};
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: it only records where the focus was.
		<div
			onFocus={({ relatedTarget }) => {
				if (!relatedTarget || !box.current?.contains(relatedTarget)) before.current = relatedTarget;
			}}
			ref={box}
			data-region
			style={place}
			className="pointer-events-none fixed z-20 flex flex-col gap-2"
		>
			{toasts.map((toast) => (
				<ToastRow key={toast.id} toast={toast} onDismiss={dismiss} />
			))}
		</div>
	);
}

/** The first letter is then not that of the sentence, which has the direction of the interface. */
const beginsWithName = (text: ReactNode) => typeof text === "string" && text.startsWith("\u2068");

function ToastRow({ toast, onDismiss }: { toast: ShownToast; onDismiss: (id: number) => void }) {
	const t = useTranslations("common");
	const [held, setHeld] = useState(false);
	const isError = toast.tone === "error";
	const hasAction = toast.action !== undefined;
	useEffect(() => {
		if (held || isError) return;
		const timer = setTimeout(() => onDismiss(toast.id), toast.isLong ? longStayMs : hasAction ? stayMs : plainStayMs);
		return () => clearTimeout(timer);
	}, [held, isError, hasAction, onDismiss, toast.id, toast.isLong]);
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: hovering only holds the clock; everything in it has its own control.
		<div
			onMouseEnter={() => setHeld(true)}
			onMouseLeave={() => setHeld(false)}
			onFocus={() => setHeld(true)}
			onBlur={() => setHeld(false)}
			className={classNames(
				"pointer-events-auto flex min-h-11 animate-pop items-center gap-2.5 rounded-lg border bg-overlay py-1.5 ps-3.5 pe-2 text-sm shadow-menu",
				isError && "border-danger",
			)}
		>
			{isError ? (
				<CircleAlert size="1rem" aria-hidden="true" className="shrink-0 text-danger-text" />
			) : (
				<CircleCheck size="1rem" aria-hidden="true" className="shrink-0 text-text-muted" />
			)}
			<span dir={beginsWithName(toast.text) ? undefined : "auto"} className="min-w-0 flex-1 wrap-anywhere">
				{toast.text}
			</span>
			{toast.action && (
				<button
					type="button"
					onClick={() => {
						toast.action?.run();
						onDismiss(toast.id);
					}}
					className="h-8 rounded-md px-2.5 text-meta font-semibold text-link hover:bg-selected max-md:h-11"
				>
					{toast.action.label}
				</button>
			)}
			<IconButton small label={t("dismiss")} onClick={() => onDismiss(toast.id)}>
				<X size="1rem" aria-hidden="true" />
			</IconButton>
		</div>
	);
}
