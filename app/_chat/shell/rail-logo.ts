import { createContext, type ReactNode } from "react";

/** The mark at the top of the server rail. It is part of the document, because the instance may have an icon of its own. */
export const RailLogo = createContext<ReactNode>(null);
