/** Amazon Bedrock's Converse, with its signatures and binary events. */
@NullMarked
package dev.andon.hub.provider.bedrock;

import org.jspecify.annotations.NullMarked;
