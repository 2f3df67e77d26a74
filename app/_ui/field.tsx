"use client";

import { CircleAlert } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";
import { classNames } from "./class-names";

export type FieldProps = { label: ReactNode; aside?: ReactNode; hint?: ReactNode; error?: ReactNode };

type Wiring = { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined };

/** A label, a control and its hint or error, connected for screen readers. */
export function Field({
	label,
	aside,
	hint,
	error,
	children,
}: FieldProps & { children: (wiring: Wiring) => ReactNode }) {
	const id = useId();
	const note = error ?? hint;
	return (
		<div className="min-w-0">
			<div className="mb-1.5 flex justify-between gap-3 text-meta font-semibold">
				<label htmlFor={id}>{label}</label>
				{aside && <span className="font-normal text-text-faint">{aside}</span>}
			</div>
			{children({ id, "aria-describedby": note ? `${id}-note` : undefined, "aria-invalid": error ? true : undefined })}
			{note && (
				<FieldNote id={`${id}-note`} isError={Boolean(error)}>
					{note}
				</FieldNote>
			)}
		</div>
	);
}

/** The hint or the error below a control. */
export function FieldNote({ isError, children, ...rest }: ComponentProps<"p"> & { isError: boolean }) {
	return (
		<p
			// Where the focus stays in the field, nothing else would say it.
			role={isError ? "alert" : undefined}
			className={classNames("mt-1.5 flex gap-1.5 text-meta", isError ? "text-danger-text" : "text-text-faint")}
			{...rest}
		>
			{isError && <CircleAlert size="0.875rem" aria-hidden="true" className="mt-0.5 shrink-0" />}
			<span dir="auto" className="min-w-0 wrap-anywhere">
				{children}
			</span>
		</p>
	);
}

/** The box of a control: border and inner ring show focus and error. */
export const controlClass = (invalid: boolean, className?: string) =>
	classNames(
		"w-full rounded-md border bg-surface text-message text-text outline-none max-md:text-base",
		"focus-within:border-focus focus-within:ring-1 focus-within:ring-focus focus:border-focus focus:ring-1 focus:ring-focus",
		invalid ? "border-danger ring-1 ring-danger" : "border-line-strong",
		className,
	);
