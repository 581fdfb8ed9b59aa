import { notFound } from "next/navigation";
import { ComponentGallery } from "./ComponentGallery.tsx";

export default function ComponentsPage() {
  if (process.env.NODE_ENV === "production") notFound();
  return <ComponentGallery />;
}
