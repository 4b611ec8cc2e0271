"""How encoded events travel between services: Apache Kafka, or in process for the onebox. Same bytes on both."""
