"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { AuthHeading } from "./auth-heading";

type Props = { role: "status" | "alert"; title: ReactNode; text: ReactNode };

/** In place of a form that is done. It takes the focus, because the button that had it is gone. */
export function AuthOutcome({ role, title, text }: Props) {
	const box = useRef<HTMLDivElement>(null);
	useEffect(() => box.current?.focus(), []);
	return (
		<div ref={box} role={role} tabIndex={-1} className="outline-none">
			<AuthHeading title={title} text={text} />
		</div>
	);
}
