package dev.andon.hub.chat;

/** A wire format of requests and answers, at the doors and at the providers. */
public enum WireFormat {
  /** OpenAI's chat completions and everything compatible with it. */
  OPENAI,
  /** OpenAI's responses; a door only. */
  OPENAI_RESPONSES,
  /** Anthropic's messages. */
  ANTHROPIC,
  /** Gemini's generateContent, also on Vertex. */
  GEMINI,
  /** Bedrock's Converse. */
  BEDROCK,
  /** A station's escalation, over MQTT. */
  STATION
}
