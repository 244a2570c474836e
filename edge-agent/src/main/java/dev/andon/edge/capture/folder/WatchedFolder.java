package dev.andon.edge.capture.folder;

import java.nio.file.Path;

/**
 * A folder that a camera, or somebody for it, puts pictures into.
 *
 * @param path the folder; need not be there yet
 * @param settings how it is read
 * @param naming what the names say about parts
 */
public record WatchedFolder(Path path, FolderSettings settings, FileNaming naming) {}
