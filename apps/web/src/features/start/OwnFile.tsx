"use client";
import { DropZone } from "./DropZone.tsx";

const acceptedFiles = ".csv,.tsv,.txt,.gz,.idx,.idx1-ubyte,.idx3-ubyte,.ubyte";

export function OwnFile() {
  return (
    <DropZone accept={acceptedFiles} onFiles={() => {}}>
      Drop a table (CSV or TSV), or images with their labels as two IDX files, gzipped or not.
    </DropZone>
  );
}
