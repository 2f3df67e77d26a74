import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names";
import { Spinner } from "./spinner";

type Variant = "primary" | "secondary" | "ghost" | "danger" | "dangerOutline" | "success";
type Size = "small" | "medium" | "large";

const variants: Record<Variant, string> = {
	primary: "border-transparent bg-ember text-ember-fg hover:bg-ember-hover active:bg-ember-active",
	secondary: "border-line-strong bg-surface text-text hover:bg-surface-hover active:bg-selected",
	ghost: "border-transparent text-text-muted hover:bg-surface-hover hover:text-text active:bg-selected",
	danger: "border-transparent bg-danger text-danger-fg hover:bg-danger-hover",
	dangerOutline: "border-danger text-danger-text hover:bg-danger-subtle",
	success: "border-transparent bg-success-subtle text-success-text",
};
const sizes: Record<Size, string> = {
	small: "h-8 px-3 text-meta max-md:min-h-11 max-md:px-4 max-md:text-sm",
	medium: "h-9 px-3.5 text-sm max-md:min-h-11",
	large: "h-11 rounded-[10px] px-5 text-message max-md:min-h-11",
};

/** The look of a button, for links that act as one. */
export function buttonClass(variant: Variant = "secondary", size: Size = "medium", className?: string): string {
	return classNames(
		"inline-flex max-w-full shrink-0 select-none items-center justify-center gap-2 rounded-md border font-semibold whitespace-nowrap transition-colors",
		// A label wider than the screen wraps to a second line.
		"max-md:h-auto max-md:py-1 max-md:whitespace-normal",
		"disabled:cursor-not-allowed disabled:border-line-strong disabled:bg-disabled disabled:text-text-faint",
		variants[variant],
		sizes[size],
		className,
	);
}

type Props = ComponentProps<"button"> & { variant?: Variant; size?: Size; busy?: boolean; busyLabel?: ReactNode };

/** While busy it keeps its place and focus, announces it, and ignores further clicks. */
export function Button({ variant, size, busy = false, busyLabel, className, children, onClick, ...rest }: Props) {
	return (
		<button
			type="button"
			{...rest}
			aria-busy={busy || undefined}
			onClick={busy ? (event) => event.preventDefault() : onClick}
			className={buttonClass(variant, size, className)}
		>
			{busy && <Spinner />}
			{busy ? (busyLabel ?? children) : children}
		</button>
	);
}
