"use client";

import type { ReactNode } from "react";
import type { DialogProps } from "./dialog-content";
import { lazy } from "./lazy";

// Loaded with the first dialog that opens.
const DialogContent = lazy(() => import("./dialog-content").then((module) => module.DialogContent));

export function Dialog(props: DialogProps) {
	return props.open ? <DialogContent {...props} /> : null;
}

/** The row of buttons a dialog ends with. */
export function DialogActions({ children }: { children: ReactNode }) {
	return <div className="mt-5 flex flex-wrap justify-end gap-2">{children}</div>;
}
