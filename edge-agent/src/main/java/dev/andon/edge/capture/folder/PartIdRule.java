package dev.andon.edge.capture.folder;

/** How the number of a part follows from the name of its picture. */
public enum PartIdRule {
  /** The path below the folder; says nothing about parts, only tells pictures apart. */
  PATH,
  /** The file's name without folders and ending: pictures of the same name show the same part. */
  STEM,
  /** What a pattern finds in the path. */
  PATTERN,
  /** Names say nothing: a number for each picture. */
  NONE
}
